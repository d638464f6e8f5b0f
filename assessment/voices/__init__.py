"""What others say: people of what they want, staff of their department, a colleague of the essentials.

Each is small, optional, and brought in as counts: nobody is polled here, and nothing is fetched from anywhere.
"""
