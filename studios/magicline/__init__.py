"""The client of the Magicline Open API: every call the site makes upstream, typed. It knows no Django."""
