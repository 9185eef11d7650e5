namespace Reconciliation.Storage;

/// <summary>
/// The views that this process wrote last and has yet to publish: its relay need not read them back. A view that is not held is read from
/// the journal, so that nothing depends on this but speed.
/// </summary>
public sealed class RecentVues
{
    /// <summary>
    /// The most views that are held, some 8 MB: several times what the relay publishes at a time. If the relay is further behind, the
    /// oldest views are held, which it asks for first.
    /// </summary>
    public const int VuesMax = 4_096;

    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid SoinId, int Version), (byte[] Vue, HeldVues Held)> _vues = [];
    private bool _expected;

    /// <summary>Keeps views from now on: somebody will ask for them.</summary>
    public void Wait()
    {
        lock (_lock)
        {
            _expected = true;
        }
    }

    /// <summary>Drops all views: nobody will ask for them, or they were removed from the database.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _expected = false;
            _vues.Clear();
        }
    }

    /// <summary>
    /// Keeps views that are about to be committed. None is given to anybody before the commit: a version that a transaction wrote in vain
    /// may be written otherwise by the next.
    /// </summary>
    /// <param name="soins">The soins; those without a new version are not published.</param>
    public HeldVues Keep(IReadOnlyList<SoinToWrite> soins)
    {
        var held = new HeldVues(this, soins);
        lock (_lock)
        {
            foreach (var soin in soins.Where(s => s.Entry is not null).Take(_expected ? VuesMax - _vues.Count : 0))
            {
                _vues[(soin.SoinId, soin.Version)] = (soin.Vue, held);
            }
        }

        return held;
    }

    /// <summary>Takes views out: each is asked for once.</summary>
    /// <param name="entries">The versions.</param>
    /// <returns>Those versions with their views; those of which the view is not held as they were.</returns>
    public PublishedEntry[] Complete(IReadOnlyList<PublishedEntry> entries)
    {
        lock (_lock)
        {
            return [
                .. entries.Select(
                    e => _vues.Remove((e.SoinId, e.Version), out var held) && held.Held.IsValid ? e with { Vue = held.Vue } : e)];
        }
    }

    // The views that were written in vain go; those that took their place meanwhile stay.
    private void LetGo(HeldVues holding, IReadOnlyList<SoinToWrite> soins)
    {
        lock (_lock)
        {
            foreach (var key in soins.Select(s => (s.SoinId, s.Version)))
            {
                if (_vues.TryGetValue(key, out var held) && held.Held == holding)
                {
                    _vues.Remove(key);
                }
            }
        }
    }

    /// <summary>The views that one transaction writes: let go with this object unless the transaction is committed.</summary>
    public sealed class HeldVues : IDisposable
    {
        private readonly RecentVues _vues;
        private volatile IReadOnlyList<SoinToWrite>? _pending;

        internal HeldVues(RecentVues vues, IReadOnlyList<SoinToWrite> soins) => (_vues, _pending) = (vues, soins);

        internal bool IsValid => _pending is null;

        /// <summary>The transaction is committed.</summary>
        public void Confirm() => _pending = null;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_pending is { } soins)
            {
                _vues.LetGo(this, soins);
            }
        }
    }
}
