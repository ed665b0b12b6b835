"""YAML → positions and values → a valid exhibit; or every problem at once, each at its line."""
