//! Texts of one's own password and sessions.

texts! {
    "you";
    TITLE = "Password and sessions";
    SIGNED_IN_AS = "Signed in as {name}, {email}";
    SESSIONS = "Where you are signed in";
    THIS_BROWSER = "This browser";
    BROWSER_ON = "{browser} on {system}";
    BROWSER_UNKNOWN = "Unknown browser";
    BROWSER_UNKNOWN_ON = "Unknown browser on {system}";
    SIGNED_IN_AT = "Signed in";
    LAST_USED = "Last used";
    ENDS = "Ends at the latest";
    SIGN_OUT = "Sign out {browser}";
    SIGNED_OUT = "{browser} is signed out.";
    SIGN_OUT_OTHERS = "Sign out in all other browsers";
    SIGNED_OUT_OTHERS = "You are signed out in all other browsers.";
    PASSWORD = "Password";
    PASSWORD_TEXT = "When you change it, you stay signed in here and are signed out in all other browsers.";
    CURRENT = "Current password";
    CHANGE = "Change the password";
    CHANGED = "The password is changed. You are signed out in all other browsers.";
    ACCOUNTS = "What you may do";
    ACCOUNTS_TEXT = "Policies say what you may do in an account. An administrator of your organisation can attach others.";
    ROLE_MANAGEMENT = "Management account";
    ROLE_MEMBER = "Member account";
    ROLE_REGULAR = "Account on its own";
    POLICY_VIEWER = "Purchase order viewer";
    POLICY_ORDERS = "Purchase order administrator";
    POLICY_BUYER = "Marketplace buyer";
    POLICY_ORGANISATION = "Organisation administrator";
    POLICY_FULL = "Full access";
}
