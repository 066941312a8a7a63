"""A stand-in for the vendor's Open API, met over real HTTP only. Standard library, no Django, nothing of the client."""
