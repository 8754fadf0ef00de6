"""What templates of any page may show of news."""
