"""In Touch: the maturity self-assessment for local police departments on social media."""

__version__ = "0.1.0"
