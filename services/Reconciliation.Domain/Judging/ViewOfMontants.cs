namespace Reconciliation.Domain;

/// <summary>The figures of a view.</summary>
internal static class ViewOfMontants
{
    /// <summary>The total.</summary>
    /// <param name="c">The balance of the soin.</param>
    /// <param name="adherentId">The member of whose account it is; null: all.</param>
    public static MontantTotal Total(PartsBalance c, string? adherentId) => new(
        c.Value,
        c.Retenues,
        AuCompte(c, adherentId),
        c.Paid(Destinataire.Professionnel, null).Net,
        c.Certitude,
        c.Inchange);

    /// <summary>The amount left to the member; null where it cannot be told.</summary>
    public static Montant? ResteACharge(PartsBalance c)
    {
        var isUntold = !c.Depense.IsKnown || c.Soin.IsAmbiguous || c.IsBelowZero || IsPaidElsewhere(c)
            || (c.IsRoMissing && c.RoAnnounced is null)
            || (c.IsComplementaireMissing && c.ComplementaireEstimated is null);
        return isUntold ? null : Montant.Max(Montant.Zero, c.Depense.Montant - c.Value + c.Retenues);
    }

    /// <summary>Each line that holds something back, or gives it back, in the order of days and identities.</summary>
    public static IReadOnlyList<RetenueVue> Retenues(PartsBalance c) => c.Soin.Retenues.Count == 0
        ? []
        :
        [
            .. LignesOfRetenues(c).Select(r => r.Ligne).OrderBy(l => l.PayeLe)
                .Select(l => new RetenueVue(l.Nature, l.CodeActe, -l.Montant, l.PayeLe, l.Virement)),
        ];

    /// <summary>Each line that holds something back, or gives it back, with its part, in the order of parts and identities.</summary>
    public static List<(SoinPart Part, Ligne Ligne)> LignesOfRetenues(PartsBalance c)
    {
        var retenues = new List<(SoinPart, Ligne)>();
        foreach (var part in (ReadOnlySpan<SoinPart>)[c.Ro, c.Complementaire, c.Autres])
        {
            foreach (var ligne in part.Lignes)
            {
                if (part.IsRetenue(ligne))
                {
                    retenues.Add((part, ligne));
                }
            }
        }

        return retenues;
    }

    /// <summary>The amount at stake.</summary>
    public static Montant Enjeu(PartsBalance c, Situation situation) => situation switch
    {
        Situation.EnRetard => c.Missing?.Figure ?? Montant.Zero,
        Situation.Ecart when c.IsBeyondDepense => c.Value - c.Depense.Montant,
        Situation.Ecart when c.IsUnlikeDeclared => Montant.Max(c.RoDeclared[^1] - c.Ro.Raw, c.Ro.Raw - c.RoDeclared[0]),
        Situation.Ecart => Montant.Max(Montant.Max(c.Lost, -c.Autres.Raw), Montant.Max(-c.Ro.Raw, -c.Complementaire.Raw)),
        Situation.Conteste or Situation.ARapprocher or Situation.Annule or Situation.EnAttenteRo or Situation.EnAttenteComplementaire
            or Situation.Complet => c.Value,
    };

    // A retenue on care that the professional was paid for is taken from another payment: the account does not fall below zero.
    private static Montant AuCompte(PartsBalance c, string? adherentId)
    {
        var (net, held) = c.Paid(Destinataire.Assure, adherentId);
        return net < Montant.Zero && held > Montant.Zero ? Montant.Min(Montant.Zero, net + held) : net;
    }

    private static bool IsPaidElsewhere(PartsBalance c) =>
        (!c.Complementaire.IsThere && Array.Exists(c.Ro.Paiements, l => ((LigneRo)l).Complementaire == Domain.Complementaire.Autre))
        || (!c.Ro.IsThere
            && Array.Exists(c.Complementaire.Paiements, l => ((LigneComplementaire)l).RegimeObligatoire == RegimeObligatoire.Autre));
}
