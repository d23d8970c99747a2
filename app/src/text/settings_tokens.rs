//! Texts about API tokens.

texts! {
    "settings_tokens";
    TEXT = "A program signs in with a token in place of a password. It may what you may in this account, or less, and acts in your name.";
    MAKE = "Make a token";
    MAKE_NOW = "Make it";
    MADE = "{token} is made.";
    SECRET = "Token";
    COPY = "Copy the token";
    SECRET_LOST = "The token was made, but it did not arrive here. Revoke it on the list and make another.";
    HOW_TO_USE = "Programs send it as Authorization: Bearer, a blank, and the token.";
    NONE = "There is no token that works. Make one for each program that reads or writes here.";
    ENDED_ONE = "{count} token that has ended";
    ENDED_OTHER = "{count} tokens that have ended";
    WORKS = "Works";
    EXPIRED = "Expired";
    REVOKED = "Revoked";
    YOURS = "Yours";
    OF = "of {name}";
    MADE_AT = "Made";
    LAST_USED = "Last used";
    NEVER_USED = "Not yet";
    EXPIRES = "Works until";
    NEVER = "Until it is revoked";
    ACCOUNT = "Account";
    MAY_ALL = "May all that its person may.";
    MAY_ONLY = "May only";
    REVOKE_OF = "Revoke {token}";
    REVOKE = "Revoke it";
    REVOKE_TEXT = "Programs that use it are turned away from then on. It cannot be made to work again.";
    IS_REVOKED = "{token} is revoked.";
    NAME = "What it is for";
    NAME_HINT = "Such as the program that will use it";
    EXTENT = "What it may";
    ALL = "All that I may here";
    ONLY = "Only what I choose";
    DAYS_30 = "In 30 days";
    DAYS_90 = "In 90 days";
    DAYS_365 = "In a year";
    FOR_EVER = "Until I revoke it";
}
