"""The preview: builds an exhibit again whenever something it is made from changes, and shows it to its curator."""
