"""Provider bytes to typed frames: transports, the landing and one reader per format."""
