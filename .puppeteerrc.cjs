// Browsers come from the system (see `npm test`); without this line a dependency's install step would download one.
module.exports = { skipDownload: true };
