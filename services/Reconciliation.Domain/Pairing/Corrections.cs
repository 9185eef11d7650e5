namespace Reconciliation.Domain;

/// <summary>Finds the line that each correction, cancellation or retenue concerns in the end.</summary>
internal sealed class Corrections
{
    private readonly Dictionary<LigneId, Ligne> _parId;
    private readonly ILookup<(Part Part, Reference Reference), Ligne> _parReference;
    private readonly Dictionary<LigneId, List<Ligne>> _deLaRacine = [];
    private readonly List<Ligne> _sansPaiement = [];
    private readonly HashSet<LigneId> _retenues = [];

    public Corrections(IReadOnlyList<Ligne> lignes)
    {
        var corrections = lignes.Where(l => l.Nature != Nature.Paiement).ToList();

        // Most sets of facts hold none: nothing is looked up in them.
        var connues = corrections.Count == 0 ? [] : lignes;
        _parId = connues.ToDictionary(l => l.Id);
        _parReference = connues.ToLookup(l => (l.Id.Part, l.Id.Reference));
        foreach (var correction in corrections)
        {
            var racine = Racine(correction);
            if (racine is not null && racine.Id != correction.Id)
            {
                DeLaRacine(racine.Id).Add(correction);
            }

            if (racine is not { Nature: Nature.Paiement })
            {
                _sansPaiement.Add(correction);
            }
        }
    }

    /// <summary>The corrections that lead to no payment known so far.</summary>
    public IReadOnlyList<Ligne> SansPaiement => _sansPaiement;

    /// <summary>The lines that hold something back, and the corrections of such lines: none of them is a gross amount.</summary>
    public IReadOnlySet<LigneId> Retenues => _retenues;

    /// <summary>The corrections of a payment, or of a retenue that names no line, at any remove.</summary>
    public IReadOnlyList<Ligne> De(Ligne racine) => _deLaRacine.TryGetValue(racine.Id, out var corrections) ? corrections : [];

    /// <summary>Whether cancellations and corrections bring a payment down to nothing.</summary>
    public bool EstAnnule(Ligne paiement) =>
        De(paiement) is { Count: > 0 } corrections && Solde.De([paiement, .. corrections], _retenues).EstAnnule;

    private List<Ligne> DeLaRacine(LigneId id)
    {
        if (!_deLaRacine.TryGetValue(id, out var corrections))
        {
            _deLaRacine[id] = corrections = [];
        }

        return corrections;
    }

    // A correction may correct a correction. A chain longer than the number of lines is a circle and leads nowhere.
    private Ligne? Racine(Ligne correction)
    {
        var ligne = correction;
        for (var pas = 0; pas <= _parId.Count && ligne is not null; pas++)
        {
            if (ligne.Nature == Nature.Retenue)
            {
                _retenues.Add(correction.Id);
            }

            if (ligne.Nature == Nature.Paiement || (ligne.Nature == Nature.Retenue && ligne.Origine is null))
            {
                return ligne;
            }

            ligne = Origine(ligne);
        }

        return null;
    }

    // A reference does not name the source: the line's own comes first, another only where no two sources use the name.
    private Ligne? Origine(Ligne ligne)
    {
        if (ligne.Origine is not { } origine)
        {
            return null;
        }

        if (_parId.TryGetValue(ligne.Id with { Reference = origine }, out var meme))
        {
            return meme;
        }

        var autres = _parReference[(ligne.Id.Part, origine)].Take(2).ToList();
        return autres.Count == 1 ? autres[0] : null;
    }
}

/// <summary>Sums over lines.</summary>
internal static class Solde
{
    /// <summary>
    /// What lines pay gross, that is without retenues and their corrections; what was held back, positive, less what of it was given
    /// back; and whether they held a cancellation and come to nothing.
    /// </summary>
    public static (Montant Brut, Montant Retenu, bool EstAnnule) De(ReadOnlySpan<Ligne> lignes, IReadOnlySet<LigneId> retenues)
    {
        var (brut, retenu, annulation) = (Montant.Zero, Montant.Zero, false);
        foreach (var ligne in lignes)
        {
            if (retenues.Contains(ligne.Id))
            {
                retenu -= ligne.Montant;
            }
            else
            {
                brut += ligne.Montant;
                annulation |= ligne.Nature == Nature.Annulation;
            }
        }

        return (brut, retenu, annulation && brut == Montant.Zero);
    }
}
