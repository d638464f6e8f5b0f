"""What is known of a department or a region: read from the store for whoever asks, and worked out once.

`department` reads one submission with what it is set beside, `region` a region's rounds, `files` what a region's files
say something of. Nobody below asks the store for a result.
"""
