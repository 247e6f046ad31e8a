"""alvh: evidence on a layered VIX-call hedge for SPX iron condors."""
