"""Every knob of the crawler with its default and why. Any of the upper group may come from the environment."""
