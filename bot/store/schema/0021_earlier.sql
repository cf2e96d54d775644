-- The message that a delivery was before another one had to put it right: whoever asks may have the link of that.
ALTER TABLE deliveries ADD COLUMN earlier TEXT;
CREATE INDEX deliveries_by_earlier ON deliveries (earlier) WHERE earlier IS NOT NULL;
