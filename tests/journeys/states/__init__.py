"""Every state that a member's pages can be in, as the site wrote it: fetched without a browser, looked at in one."""
