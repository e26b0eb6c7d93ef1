"""What members, curators and administrators can do, a cog each: check, acknowledge, one call, render, send."""
