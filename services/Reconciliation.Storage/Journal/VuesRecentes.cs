namespace Reconciliation.Storage;

/// <summary>
/// The views that this process wrote last and has yet to publish: its relay need not read them back. What is not held is read from the
/// journal, so that nothing depends on this but speed.
/// </summary>
public sealed class VuesRecentes
{
    /// <summary>
    /// The most views that are held, some 8 MB: several times what the relay publishes at a time. Where it is further behind the oldest
    /// are held, which it asks for first.
    /// </summary>
    public const int Max = 4_096;

    private readonly Lock _verrou = new();
    private readonly Dictionary<(Guid SoinId, int Version), (byte[] Vue, Garde Garde)> _vues = [];
    private bool _attendues;

    /// <summary>Somebody will ask for them.</summary>
    public void Attendre()
    {
        lock (_verrou)
        {
            _attendues = true;
        }
    }

    /// <summary>Nobody will ask for them, or they were removed from the database.</summary>
    public void Oublier()
    {
        lock (_verrou)
        {
            _attendues = false;
            _vues.Clear();
        }
    }

    /// <summary>
    /// Keeps what is about to be committed. It is given to nobody before it is: what a transaction wrote in vain may be written otherwise by
    /// the next.
    /// </summary>
    /// <param name="soins">The soins; those without a new version are not published.</param>
    public Garde Garder(IReadOnlyList<SoinAEcrire> soins)
    {
        var garde = new Garde(this, soins);
        lock (_verrou)
        {
            foreach (var soin in soins.Where(s => s.Entree is not null).Take(_attendues ? Max - _vues.Count : 0))
            {
                _vues[(soin.SoinId, soin.Version)] = (soin.Vue, garde);
            }
        }

        return garde;
    }

    /// <summary>Takes views out: each is asked for once.</summary>
    /// <param name="entrees">The versions.</param>
    /// <returns>Those versions with their views; those of which the view is not held as they were.</returns>
    public EntreePubliee[] Completer(IReadOnlyList<EntreePubliee> entrees)
    {
        lock (_verrou)
        {
            return [.. entrees.Select(e => _vues.Remove((e.SoinId, e.Version), out var tenue) && tenue.Garde.EstValide ? e with { Vue = tenue.Vue } : e)];
        }
    }

    // What was written in vain goes; what took its place meanwhile stays.
    private void Lacher(Garde garde, IReadOnlyList<SoinAEcrire> soins)
    {
        lock (_verrou)
        {
            foreach (var cle in soins.Select(s => (s.SoinId, s.Version)))
            {
                if (_vues.TryGetValue(cle, out var tenue) && tenue.Garde == garde)
                {
                    _vues.Remove(cle);
                }
            }
        }
    }

    /// <summary>What one transaction writes: let go with this unless it is committed.</summary>
    public sealed class Garde : IDisposable
    {
        private readonly VuesRecentes _vues;
        private volatile IReadOnlyList<SoinAEcrire>? _enSuspens;

        internal Garde(VuesRecentes vues, IReadOnlyList<SoinAEcrire> soins) => (_vues, _enSuspens) = (vues, soins);

        internal bool EstValide => _enSuspens is null;

        /// <summary>It is committed.</summary>
        public void Valider() => _enSuspens = null;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_enSuspens is { } soins)
            {
                _vues.Lacher(this, soins);
            }
        }
    }
}
