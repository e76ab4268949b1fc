"""What an organization sets: settings of rules and what they may be, patterns, waivers, trusted templates."""
