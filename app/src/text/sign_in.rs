//! Texts of signing in and of links that set a password.

texts! {
    "sign_in";
    TITLE = "Sign in";
    BY_PASSWORD = "With your password";
    EMAIL = "E-mail address";
    PASSWORD = "Password";
    SUBMIT = "Sign in";
    FORGOTTEN = "Password forgotten? An administrator of your organisation can send you a link to set a new one.";
    EXAMPLE = "Look around with example data";
    EXAMPLE_TEXT = "This server shows a made-up organisation. Sign in as one of its people, without a password; what you change is gone when the server ends.";
    EXAMPLE_AS = "Sign in as {name}";
    ROLE_IN = "{role}: {accounts}";
    FIRST_START = "Nobody is here yet";
    FIRST_START_TEXT = "This server was just started. It printed a link: open it to create the first person and the organisation.";
    FILES = "Preview your own files, without signing in";
    EXPIRED = "Sign in again";
    EXPIRED_TEXT = "Your session has ended. Nothing that you did is lost: it goes on as soon as you have signed in.";
    NO_ACCOUNT = "You are not in any account yet";
    NO_ACCOUNT_TEXT = "You are signed in as {email}. Ask an administrator of your organisation to give you a role in an account.";
    SET_UP_TITLE = "Create the first person and the organisation";
    SET_PASSWORD_TITLE = "Set your password";
    SET_PASSWORD_FOR = "For {name}, {email}";
    LINK_USED = "This link does not work any more";
    LINK_USED_TEXT = "It was used, or is too old: a link works once and for a limited time. Ask whoever sent it for a new one, or sign in.";
    LINK_MISSING = "The link is not whole";
    LINK_MISSING_TEXT = "What stands behind its # is missing. Copy the whole line that the server printed, or that you were sent.";
    LINK_UNKNOWN = "This link is not known";
    LINK_UNKNOWN_TEXT = "A part of it may be missing, or a newer link has taken its place. Copy all of it once more, or ask whoever sent it for a new one.";
    LINK_FAILED = "The link could not be looked up";
    LINK_UNTIL = "The link works until {at}.";
    SET_UP_DONE = "The first person is here already";
    SET_UP_DONE_TEXT = "This link was for the first start of the server, which is over. Sign in, or ask an administrator of your organisation for an invitation.";
    PART_ORGANISATION = "The organisation";
    PART_PERSON = "You";
    ORGANISATION = "Name of the organisation";
    KIND = "How it buys";
    KIND_ORGANISATION = "A management account with member accounts";
    KIND_REGULAR = "One account on its own";
    ACCOUNT_ID = "Account ID";
    ACCOUNT_ID_HINT = "The 12 digits of the management account, or of the account on its own";
    ACCOUNT_NAME = "Name of that account";
    NAME = "Your name";
    NEW_PASSWORD = "New password";
    NEW_PASSWORD_HINT = "At least 12 characters. A sentence is easy to remember and hard to guess.";
    SET_UP = "Create and sign in";
    SET_PASSWORD = "Set the password and sign in";
}
