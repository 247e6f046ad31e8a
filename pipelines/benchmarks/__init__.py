"""Published strategy indices replayed from their rules with alvh's own prices: the proof of the pricing."""
