define(['element'], (element) => {
  const show = (className, header, text) => {
    const message = element('div', { className }, [element('strong', { textContent: header }), ` ${text}`]);
    document.getElementById('notifications').append(message);
    setTimeout(() => message.remove(), 8000);
  };
  return {
    show_message: ({ header, text }) => show('notification', header, text),
    show_message_error: ({ header, text }) => show('notification notification_error', header, text),
    show_notification: ({ text }) => show('notification', text.header, text.text),
    add_error: ({ header, text }) => show('notification notification_error', header, text),
    add_call: () => {},
  };
});
