"""The daily decision: what to hold and to trade after the newest close."""
