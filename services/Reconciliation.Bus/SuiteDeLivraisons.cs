namespace Reconciliation.Bus;

/// <summary>
/// Which deliveries of a channel are done, and what of that the broker has to be told. It numbers them from one, without a gap, and
/// closes the channel of who names one that it no longer waits for.
/// </summary>
/// <param name="enAvanceMax">The most that are held back.</param>
internal sealed class SuiteDeLivraisons(int enAvanceMax)
{
    private readonly HashSet<ulong> _faites = [];
    private readonly HashSet<ulong> _dites = [];
    private readonly List<ulong> _rendues = [];
    private ulong _jusqua;
    private ulong _auDernierRappel;

    /// <summary>How many are done and held back.</summary>
    public int EnAvance => _faites.Count;

    /// <summary>One is done with.</summary>
    /// <param name="livraison">Its number.</param>
    /// <param name="faite">Whether it was done; else it goes back to its queue.</param>
    public void Finir(ulong livraison, bool faite)
    {
        if (faite)
        {
            _faites.Add(livraison);
        }
        else
        {
            _rendues.Add(livraison);
        }
    }

    /// <summary>
    /// What to tell: those that go back, first; all done up to one, the last before which nothing is in hand; and of those that wait behind
    /// one that is, the ones that have waited long, or all where they have become so many that they would keep new ones from coming.
    /// </summary>
    /// <param name="rappel">Whether this is a reminder: what waited at the last one already has waited long.</param>
    public Suite ADire(bool rappel)
    {
        ulong[] rendues = [.. _rendues];
        _rendues.Clear();
        _dites.UnionWith(rendues);
        var faites = new List<(ulong, bool)>(1);
        if (Derniere() is { } derniere)
        {
            faites.Add((derniere, true));
        }

        ulong[] seules = _faites.Count >= enAvanceMax ? [.. _faites] : rappel ? [.. _faites.Where(f => f <= _auDernierRappel)] : [];
        _faites.ExceptWith(seules);
        _dites.UnionWith(seules);
        faites.AddRange(seules.Select(s => (s, false)));
        if (rappel)
        {
            _auDernierRappel = _faites.Count > 0 ? _faites.Max() : 0;
        }

        return new(rendues, faites);
    }

    private ulong? Derniere()
    {
        ulong? derniere = null;
        for (; ; _jusqua++)
        {
            if (_faites.Remove(_jusqua + 1))
            {
                derniere = _jusqua + 1;
            }
            else if (!_dites.Remove(_jusqua + 1))
            {
                return derniere;
            }
        }
    }

    /// <summary>What the broker is told, in this order.</summary>
    /// <param name="Rendues">Those that go back to the queue.</param>
    /// <param name="Faites">Those that are acknowledged, by themselves or with all before them.</param>
    internal readonly record struct Suite(IReadOnlyList<ulong> Rendues, IReadOnlyList<(ulong Livraison, bool AvecLesPrecedentes)> Faites);
}
