"""What one may ask of the news, and what a person may send to the desk."""
