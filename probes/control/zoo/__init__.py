"""The widget zoo: control chats that bear every trap a support widget is known to set, alone and in combination."""
