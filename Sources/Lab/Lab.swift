// The room Lab.
