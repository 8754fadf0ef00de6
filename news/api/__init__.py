"""News over the API: reads only, in the words and with the envelope of the register's own endpoints."""
