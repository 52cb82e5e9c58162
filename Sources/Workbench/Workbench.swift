// The room Workbench.
