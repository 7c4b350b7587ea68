// Sets theme and language on <html> before the first paint; a file of its own because the CSP allows no inline script.
(function () {
  var d = document.documentElement, s = null, l = null;
  try { s = localStorage.getItem('shoal.theme'); l = localStorage.getItem('shoal.lang'); } catch (e) { /* storage refused */ }
  var dark = s === 'dark' || (s !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  d.dataset.theme = dark ? 'dark' : 'light';
  d.lang = (l || (/^zh/i.test(navigator.language) ? 'zh' : 'en')) === 'zh' ? 'zh-CN' : 'en';
})();
