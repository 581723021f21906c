"""The daemon: when each paper is visited, and the visits."""
