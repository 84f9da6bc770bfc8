"""Facts and figures: descriptions, statistics, timelines, and times that advance by themselves."""
