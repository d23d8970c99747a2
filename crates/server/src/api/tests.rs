//! The API, asked as a program would ask it, without a socket.

mod access;
mod agreement;
mod agreements;
mod buying;
mod changes;
mod charges;
mod description;
mod embed;
mod events;
mod harness;
mod invoices;
mod limits;
mod lists;
mod mail;
mod matrix;
mod offers;
mod order_files;
mod organisation;
mod people;
mod policies;
mod purchase_orders;
mod runs;
mod session;
mod smtp;
mod tokens;
mod usage;
