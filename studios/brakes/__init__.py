"""What keeps a call to Magicline from leaving: a studio that does not answer, and a limit that is nearly reached.

All processes know of it together, as far as `studios.memory` lets them. Without it every call leaves.
"""
