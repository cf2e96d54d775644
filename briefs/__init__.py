"""What we say: dossiers, cards, evidence and derivation. Pure: no network, no database, no chat."""
