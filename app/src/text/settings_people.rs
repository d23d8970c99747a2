//! Texts about the people of the organisation.

texts! {
    "settings_people";
    TEXT = "Policies say what a person may do in an account. Who has none in an account sees nothing of it.";
    INVITE = "Invite somebody";
    INVITE_TEXT = "You get a link for them, by which they set their password.";
    INVITE_NOW = "Invite";
    INVITED = "{name} is invited.";
    NAME = "Name";
    EMAIL = "E-mail address";
    EMAIL_HINT = "They sign in with it.";
    YOU = "You";
    KEPT_OUT = "Kept out";
    NO_PASSWORD = "No password yet";
    CHANGE_OF = "Change what {name} may do";
    CHANGED = "What {name} may do is changed.";
    ACCOUNT = "Account";
    ACCOUNT_HINT = "What you choose in one account stays while you look at another.";
    POLICIES_IN = "Policies in {account}";
    ALL_CHOSEN = "In all";
    NOTHING_CHOSEN = "No policy is chosen yet.";
    NONE_IS_GONE = "Who has no policy in any account is no longer on the list of people.";
    LINK_FOR = "New link for {name}";
    LINK_TEXT = "By the link they set a new password. Their old one works until then.";
    LINK_OLDER = "Links that were made for them before stop working.";
    MAKE_LINK = "Make the link";
    LINK = "Link";
    COPY_LINK = "Copy the link";
    HAND_OVER = "Hand the link to {name} by a way that only they read. It works once, until {at}.";
    LINK_LOST = "The link did not arrive here. Make a new one on the list of people.";
    KEEP_OUT_OF = "Keep {name} out";
    KEEP_OUT = "Keep them out";
    OUT_TEXT = "Their sessions end at once, and their password and API tokens are worth nothing.";
    OUT_KEEPS = "Their policies stay for when you let them in again.";
    IS_OUT = "{name} is kept out.";
    LET_IN = "Let {name} in";
    IS_IN = "{name} gets in again.";
    NOT_YOURSELF = "This is you. Somebody else has to do that.";
}
