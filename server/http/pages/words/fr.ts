import type { PageWords } from './en.ts';

/** French. */
export const fr: PageWords = {
  'start.title': 'Connexion en cours…',
  'start.heading': 'Ouverture de la page de connexion…',
  'start.text': 'Un instant, s’il vous plaît.',
  'start.failed': 'La connexion n’a pas pu commencer',
  'start.offline': 'Le serveur de connexions est injoignable. Fermez cette fenêtre et réessayez.',
  'start.elsewhere': 'Connexion impossible depuis ici',
  'start.framed':
    'La page qui a ouvert cette fenêtre est affichée dans une autre page, qui limite ce que les fenêtres peuvent faire. Fermez cette fenêtre et ouvrez l’application dans son propre onglet.',
  'start.goBack': 'Retour à l’application',
  'start.silent': 'La page qui a ouvert cette fenêtre ne répond pas. Fermez cette fenêtre et connectez-vous à nouveau.',
  'start.unlinked':
    'Cette fenêtre n’est pas reliée à l’application : rien ne peut être connecté ici. Fermez-la et continuez dans l’application.',
  'done.title': 'Autorisation terminée',
  'done.heading': 'L’autorisation s’est terminée avec succès',
  'done.text': '{label} est connecté. Vous pouvez fermer cette fenêtre et revenir à l’application.',
  'failed.title': 'Autorisation inachevée',
  'failed.heading': 'L’autorisation n’a pas abouti',
  'refused.title': 'Connexion',
  'refused.heading': 'Cette connexion ne peut pas se poursuivre',
  'link.title': 'Connectez vos applications',
  'link.titleFor': 'Connectez vos applications à {vendor}',
  'link.text': 'Vous avez reçu ce lien pour configurer une connexion. Il ne fonctionnera ensuite que dans ce navigateur.',
  'link.continue': 'Continuer',
  'link.done': 'Connecté. Vous pouvez fermer cette page.',
  'link.back': 'Retour à l’application',
  'link.backTo': 'Retour à {vendor}',
  'link.over': 'Ce lien ne fonctionne plus',
  'link.unknown': 'Le lien est incomplet ou inconnu ici. Ouvrez-le à nouveau depuis l’e-mail ou demandez-en un autre.',
  'link.offline': 'Le serveur de connexions est injoignable. Réessayez dans un instant.',
  'error.link_expired': 'Ce lien a expiré. Demandez-en un nouveau à la personne qui vous l’a envoyé.',
  'error.link_used':
    'Ce lien a déjà été ouvert dans un autre navigateur. Continuez-y, ou demandez-en un nouveau à la personne qui vous l’a envoyé.',
  close: 'Fermer la fenêtre',
  closeByHand: 'Vous pouvez fermer cette fenêtre.',

  'error.origin_not_allowed':
    'Cette page ne peut pas utiliser le serveur de connexion. Son origine doit être ajoutée à ALLOWED_ORIGINS.',
  'error.not_found': 'Cela n’existe plus. Rechargez la page.',
  'error.rate_limited': 'Trop de requêtes. Patientez un instant, puis réessayez.',
  'error.too_many_requests':
    'Cela a été demandé très souvent en peu de temps ; rien n’a donc été fait cette fois. Patientez une minute, puis réessayez.',
  'error.internal_error':
    'Une erreur s’est produite sur le serveur de connexion. Réessayez ; si elle persiste, prévenez le fournisseur de cette application.',
  'error.database_unavailable':
    'Le serveur de connexion n’est pas disponible pour l’instant. Rien n’a été enregistré ; réessayez sous peu.',
  'error.key_unavailable':
    'Le serveur de connexion n’est pas disponible pour l’instant. Rien n’a été enregistré ; réessayez sous peu.',
  'error.flow_expired': 'La connexion a pris trop de temps. Recommencez-la.',
  'error.flow_cancelled': 'La connexion a été annulée.',
  'error.flow_superseded': 'La connexion a été modifiée pendant votre authentification. Reconnectez-vous.',
  'error.flow_completed': 'Cette connexion est déjà terminée. Vous pouvez fermer cette fenêtre.',
  'error.flow_not_bound': 'Cette connexion n’a pas été commencée dans ce navigateur. Recommencez-la ici.',
  'error.subject_mismatch': 'Cette connexion a été commencée par un autre utilisateur. Commencez la vôtre.',
  'error.session_revoked': 'Votre session a pris fin pendant la connexion. Rechargez la page et reconnectez-vous.',
  'error.definition_changed': 'Les paramètres ont changé pendant la connexion. Reconnectez-vous.',
  'error.missing_fields': 'Remplissez d’abord les champs obligatoires, puis connectez-vous.',
  'error.access_denied': 'L’accès a été refusé sur l’app tierce. Reconnectez-vous si ce n’était pas voulu.',
  'error.account_changed': 'Vous vous êtes connecté à l’app tierce avec un autre compte qu’auparavant.',
  'error.wrong_account': 'Vous vous êtes connecté à l’app tierce avec un autre compte que celui indiqué.',
  'error.invalid_client':
    'L’app tierce a refusé l’identifiant ou le secret client de cette application. Les deux sont à vérifier.',
  'error.redirect_uri_mismatch': 'L’app tierce ne connaît pas l’URL de rappel de cette application. Elle doit y être déclarée.',
  'error.invalid_scope': 'L’app tierce a refusé les autorisations demandées. Le développeur de l’application doit les vérifier.',
  'error.exchange_rejected': 'L’app tierce a refusé de terminer la connexion. Reconnectez-vous.',
  'error.exchange_unknown': 'L’app tierce n’a pas répondu à temps, la connexion est donc incomplète. Reconnectez-vous.',
  'error.issuer_mismatch': 'La réponse ne venait pas du serveur de l’app tierce. Rien n’a été enregistré.',
  'error.provider_unreachable': 'L’app tierce est injoignable. Réessayez sous peu.',
  'error.provider_error': 'L’app tierce a répondu par une erreur. Réessayez ; le journal en dit plus.',
  'error.provider_protocol_error': 'La réponse de l’app tierce n’a pas pu être comprise. Rien n’a été enregistré.',
  'error.egress_refused': 'Cette adresse ne peut pas être appelée. Vérifiez le nom d’hôte.',
  'error.scope_missing':
    'Une autorisation requise n’a pas été accordée. Reconnectez-vous et acceptez tout ce que l’app tierce demande.',
};
