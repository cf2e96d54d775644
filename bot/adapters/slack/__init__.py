"""Slack, through slack_bolt."""
