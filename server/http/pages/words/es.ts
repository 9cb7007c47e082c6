import type { PageWords } from './en.ts';

/** Spanish. */
export const es: PageWords = {
  'start.title': 'Conectando…',
  'start.heading': 'Abriendo el inicio de sesión…',
  'start.text': 'Un momento, por favor.',
  'start.failed': 'No se ha podido iniciar la sesión',
  'start.offline': 'No se puede acceder al servidor de conexiones. Cierre esta ventana e inténtelo de nuevo.',
  'start.elsewhere': 'Desde aquí no se puede iniciar sesión',
  'start.framed':
    'La página que abrió esta ventana se muestra dentro de otra página que limita lo que pueden hacer las ventanas. Cierre esta ventana y abra la aplicación en una pestaña propia.',
  'start.goBack': 'Volver a la aplicación',
  'start.silent': 'La página que abrió esta ventana no responde. Cierre esta ventana y vuelva a conectar.',
  'start.unlinked':
    'Esta ventana no está vinculada a la aplicación, por lo que aquí no se puede conectar nada. Ciérrela y continúe en la aplicación.',
  'done.title': 'Autorización completada',
  'done.heading': 'La autorización se ha completado correctamente',
  'done.text': '{label} está conectado. Puede cerrar esta ventana y volver a la aplicación.',
  'failed.title': 'Autorización no completada',
  'failed.heading': 'La autorización no se ha completado',
  'refused.title': 'Inicio de sesión',
  'refused.heading': 'Este inicio de sesión no puede continuar',
  'link.title': 'Conecte sus aplicaciones',
  'link.titleFor': 'Conecte sus aplicaciones con {vendor}',
  'link.text': 'Ha recibido este enlace para configurar una conexión. Después solo funcionará en este navegador.',
  'link.continue': 'Continuar',
  'link.done': 'Conectado. Ya puede cerrar esta página.',
  'link.back': 'Volver a la aplicación',
  'link.backTo': 'Volver a {vendor}',
  'link.over': 'Este enlace ya no funciona',
  'link.unknown': 'El enlace está incompleto o aquí no se conoce. Ábralo de nuevo desde el correo o pida uno nuevo.',
  'link.offline': 'No se puede acceder al servidor de conexiones. Inténtelo de nuevo en un momento.',
  'error.link_expired': 'Este enlace ha caducado. Pida uno nuevo a quien se lo envió.',
  'error.link_used': 'Este enlace ya se ha abierto en otro navegador. Continúe allí o pida uno nuevo a quien se lo envió.',
  close: 'Cerrar la ventana',
  closeByHand: 'Ya puede cerrar esta ventana.',

  'error.origin_not_allowed': 'Esta página no puede usar el servidor de conexiones. Hay que añadir su origen a ALLOWED_ORIGINS.',
  'error.not_found': 'Esto ya no existe. Recargue la página.',
  'error.rate_limited': 'Demasiadas solicitudes. Espere un momento y reinténtelo.',
  'error.too_many_requests':
    'Se ha pedido muchas veces en poco tiempo, así que esta vez no se ha hecho nada. Espere un minuto y reinténtelo.',
  'error.internal_error':
    'Algo ha fallado en el servidor de conexiones. Reinténtelo; si continúa, avise al proveedor de esta aplicación.',
  'error.database_unavailable':
    'El servidor de conexiones no está disponible en este momento. No se ha guardado nada; reinténtelo en breve.',
  'error.key_unavailable':
    'El servidor de conexiones no está disponible en este momento. No se ha guardado nada; reinténtelo en breve.',
  'error.flow_expired': 'El inicio de sesión ha tardado demasiado. Vuelva a conectar para empezarlo de nuevo.',
  'error.flow_cancelled': 'Se ha cancelado el inicio de sesión.',
  'error.flow_superseded': 'La conexión cambió mientras iniciaba sesión. Vuelva a conectar.',
  'error.flow_completed': 'Este inicio de sesión ya ha terminado. Puede cerrar esta ventana.',
  'error.flow_not_bound': 'Este inicio de sesión no se empezó en este navegador. Vuelva a conectar aquí.',
  'error.subject_mismatch': 'Este inicio de sesión lo empezó otro usuario. Conecte de nuevo para empezar el suyo.',
  'error.session_revoked': 'Su sesión terminó durante el inicio de sesión. Recargue la página y vuelva a conectar.',
  'error.definition_changed': 'Los ajustes cambiaron durante el inicio de sesión. Vuelva a conectar.',
  'error.missing_fields': 'Rellene primero los campos obligatorios y después conecte.',
  'error.access_denied': 'Se ha denegado el acceso en la app externa. Vuelva a conectar si no era lo previsto.',
  'error.account_changed': 'Ha iniciado sesión en la app externa con una cuenta distinta de la anterior.',
  'error.wrong_account': 'Ha iniciado sesión en la app externa con una cuenta distinta de la indicada.',
  'error.invalid_client':
    'La app externa ha rechazado el ID o el secreto de cliente de esta aplicación. Hay que comprobar ambos.',
  'error.redirect_uri_mismatch': 'La app externa no conoce la URL de retorno de esta aplicación. Hay que registrarla allí.',
  'error.invalid_scope':
    'La app externa ha rechazado los permisos solicitados. Quien desarrolla la aplicación debe comprobarlos.',
  'error.exchange_rejected': 'La app externa se ha negado a completar el inicio de sesión. Vuelva a conectar.',
  'error.exchange_unknown':
    'La app externa no respondió a tiempo, así que el inicio de sesión está incompleto. Vuelva a conectar.',
  'error.issuer_mismatch': 'La respuesta no vino del servidor de la app externa. No se ha guardado nada.',
  'error.provider_unreachable': 'No se puede acceder a la app externa. Reinténtelo en breve.',
  'error.provider_error': 'La app externa ha respondido con un error. Reinténtelo; el registro dice más.',
  'error.provider_protocol_error': 'No se ha podido entender la respuesta de la app externa. No se ha guardado nada.',
  'error.egress_refused': 'No se permite llamar a esta dirección. Compruebe el nombre de host.',
  'error.scope_missing': 'No se ha concedido un permiso necesario. Vuelva a conectar y permita todo lo que pide la app externa.',
};
