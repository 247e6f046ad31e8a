"""The rules a preset may name. A new rule is one function here; presets then use it as data."""
