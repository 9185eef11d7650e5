namespace Reconciliation.Domain;

/// <summary>Finds the line that each correction, cancellation or retenue concerns in the end.</summary>
internal sealed class Corrections
{
    private readonly Dictionary<LigneId, Ligne> _byId;
    private readonly ILookup<(Part Part, string Beneficiaire, Reference Reference), Ligne> _byReference;
    private readonly Dictionary<LigneId, List<Ligne>> _ofRoot = [];
    private readonly List<Ligne> _withoutPaiement = [];
    private readonly HashSet<LigneId> _retenues = [];
    private readonly Dictionary<LigneId, LigneId> _corrected = [];

    public Corrections(IReadOnlyList<Ligne> lignes)
    {
        var corrections = lignes.Where(l => l.Nature != Nature.Paiement).ToList();

        // Most sets of facts hold none: nothing is looked up in them.
        var knownOnes = corrections.Count == 0 ? [] : lignes;
        _byId = knownOnes.ToDictionary(l => l.Id);
        _byReference = knownOnes.ToLookup(l => (l.Id.Part, l.Id.Beneficiaire, l.Id.Reference));
        foreach (var correction in corrections)
        {
            var root = Root(correction);
            if (root is not null && root.Id != correction.Id)
            {
                OfRoot(root.Id).Add(correction);
                _corrected[correction.Id] = root.Id;
            }

            if (root is not { Nature: Nature.Paiement })
            {
                _withoutPaiement.Add(correction);
            }
        }
    }

    /// <summary>The corrections that lead to no payment known so far.</summary>
    public IReadOnlyList<Ligne> WithoutPaiement => _withoutPaiement;

    /// <summary>The lines that hold something back, and the corrections of such lines: none of them is a gross amount.</summary>
    public IReadOnlySet<LigneId> Retenues => _retenues;

    /// <summary>The payment, or the retenue that names no line, to which each correction leads.</summary>
    public IReadOnlyDictionary<LigneId, LigneId> Corrected => _corrected;

    /// <summary>The corrections of a payment, or of a retenue that names no line, at any remove.</summary>
    public IReadOnlyList<Ligne> From(Ligne root) => _ofRoot.TryGetValue(root.Id, out var corrections) ? corrections : [];

    /// <summary>Whether the corrections of a payment, whatever their nature, take all of it back. A retenue is no correction.</summary>
    /// <param name="paiement">The payment.</param>
    public bool IsAnnule(Ligne paiement)
    {
        if (From(paiement) is not { Count: > 0 } corrections)
        {
            return false;
        }

        var taken = Montant.Somme(corrections.Where(c => !_retenues.Contains(c.Id)).Select(c => c.Montant));
        return taken < Montant.Zero && paiement.Montant + taken <= Montant.Zero;
    }

    /// <summary>
    /// A payment as pairing reads it: one that stands declares the RO amount that its last correction restates. One that was cancelled says
    /// what it said when it was paid.
    /// </summary>
    /// <param name="paiement">The payment.</param>
    public Ligne AsRestated(Ligne paiement)
    {
        if (paiement is not LigneComplementaire rc || From(rc) is not { Count: > 0 } corrections || IsAnnule(rc))
        {
            return paiement;
        }

        var restatement = new Restatement(rc);
        foreach (var correction in corrections.Where(c => !_retenues.Contains(c.Id)))
        {
            restatement.Read(correction);
        }

        return restatement.Declared == rc.MontantRoDeclare ? rc : rc with { MontantRoDeclare = restatement.Declared };
    }

    /// <summary>A payment as it came, given as pairing read it.</summary>
    /// <param name="paiement">The payment.</param>
    public Ligne AsItCame(Ligne paiement) => _byId.GetValueOrDefault(paiement.Id, paiement);

    private List<Ligne> OfRoot(LigneId id)
    {
        if (!_ofRoot.TryGetValue(id, out var corrections))
        {
            _ofRoot[id] = corrections = [];
        }

        return corrections;
    }

    // A correction may correct a correction. A chain longer than the number of lines is a circle and leads nowhere.
    private Ligne? Root(Ligne correction)
    {
        var ligne = correction;
        for (var step = 0; step <= _byId.Count && ligne is not null; step++)
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

    // A reference names a line of the same beneficiary, and not its source: the line's own comes first, another only where no two
    // sources use the name.
    private Ligne? Origine(Ligne ligne)
    {
        if (ligne.Origine is not { } origine)
        {
            return null;
        }

        if (_byId.TryGetValue(ligne.Id with { Reference = origine }, out var same))
        {
            return same;
        }

        var others = _byReference[(ligne.Id.Part, ligne.Id.Beneficiaire, origine)].Take(2).ToList();
        return others.Count == 1 ? others[0] : null;
    }
}
