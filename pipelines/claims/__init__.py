"""Published claims, each tested: estimate, interval, verdict."""
