using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain;

/// <summary>
/// The movements of money that a member is told, each with its own day, sum, recipient and place, as a statement shows it: first payments
/// that came, then payments of a day ahead, sums taken back, parts that pay nothing, and sums held back.
/// </summary>
/// <param name="c">The balance of the soin.</param>
/// <param name="adherentId">The member whose lines are told; null: all.</param>
/// <param name="parties">The list to which the facts are added.</param>
internal readonly struct MovementFacts(PartsBalance c, string? adherentId, List<MessagePartie> parties)
{
    public void Tell()
    {
        var hasMore = c.Ro.HasCorrections || c.Complementaire.HasCorrections || c.Autres.HasCorrections || c.NextDay is not null;
        TellEach(CameByOneTransfer() ? VersementUnique : Versement, hasBegun: true, takenBack: false);
        if (hasMore)
        {
            TellEach(VersementAVenir, hasBegun: false, takenBack: false);
            TellEach(Reprise, hasBegun: true, takenBack: true);
            TellEach(RepriseAVenir, hasBegun: false, takenBack: true);
        }

        TellNothingDue();
        if (c.Soin.Retenues.Count > 0)
        {
            TellRetenues();
        }
    }

    /// <summary>Tells the parts that have been dealt with and pay nothing.</summary>
    public void TellNothingDue()
    {
        TellNothingDue(c.Ro, c.IsRoMissing, ViewOfParts.PlaceOfRo(c));
        TellNothingDue(c.Complementaire, c.IsComplementaireMissing, VisibleSur.EspacePersonnel);
        TellNothingDue(c.Autres, isMissing: false, null);
    }

    private bool IsTold(Ligne ligne) => adherentId is null || ligne.AdherentId == adherentId;

    private void TellEach(MessagePartieType type, bool hasBegun, bool takenBack)
    {
        TellEach(c.Ro, type, hasBegun, takenBack);
        TellEach(c.Complementaire, type, hasBegun, takenBack);
        TellEach(c.Autres, type is Versement or VersementUnique ? AutreVersement : type, hasBegun, takenBack);
    }

    private void TellEach(SoinPart part, MessagePartieType type, bool hasBegun, bool takenBack)
    {
        var first = parties.Count;
        foreach (var ligne in part.Lignes)
        {
            if (ligne.Montant != Montant.Zero && ligne.Montant < Montant.Zero == takenBack
                && IsTold(ligne) && !part.IsRetenue(ligne) && part.HasBegun(ligne) == hasBegun)
            {
                parties.Add(new(
                    type,
                    takenBack ? -ligne.Montant : ligne.Montant,
                    ligne.PayeLe,
                    ViewOfParts.PlaceOf(ligne),
                    ligne.Destinataire,
                    ViewOfParts.AutrePart(ligne)));
            }
        }

        SortByDay(first);
    }

    // By insertion, since facts of one day must keep their order: nearly always there is one.
    private void SortByDay(int first)
    {
        for (var i = first + 1; i < parties.Count; i++)
        {
            for (var j = i; j > first && parties[j].Jour < parties[j - 1].Jour; j--)
            {
                (parties[j], parties[j - 1]) = (parties[j - 1], parties[j]);
            }
        }
    }

    // Of one transfer to the professional, or with a part of 0,00 €, the member received no two refunds.
    private bool CameByOneTransfer()
    {
        if (adherentId is not null || !Jugement.IsUnique(c) || c.IsAnnounced || c.Ro.Raw == Montant.Zero
            || c.Complementaire.Raw == Montant.Zero)
        {
            return false;
        }

        var first = c.Ro.Principal!;
        return AllAre(c.Ro, first) && AllAre(c.Complementaire, first);
    }

    private static bool AllAre(SoinPart part, Ligne first)
    {
        foreach (var ligne in part.Lignes)
        {
            if (!part.IsRetenue(ligne) && ligne.Montant > Montant.Zero
                && (ligne.Destinataire != Destinataire.Assure || ligne.PayeLe != first.PayeLe || ligne.Virement != first.Virement))
            {
                return false;
            }
        }

        return true;
    }

    // A part that is expected again is not said to pay nothing, nor is one of which a movement was told.
    private void TellNothingDue(SoinPart part, bool isMissing, VisibleSur? lieu)
    {
        if (!part.IsThere || isMissing || !IsTold(part.Principal!) || part.Raw != Montant.Zero)
        {
            return;
        }

        foreach (var ligne in part.Lignes)
        {
            if (ligne.Montant != Montant.Zero && !part.IsRetenue(ligne))
            {
                return;
            }
        }

        parties.Add(new(RienDu, null, null, lieu, null, ViewOfParts.AutrePart(part.Principal!)));
    }

    private void TellRetenues()
    {
        var (soFar, ahead) = (Montant.Zero, Montant.Zero);
        foreach (var (part, ligne) in ViewOfMontants.LignesOfRetenues(c))
        {
            if (IsTold(ligne))
            {
                soFar -= part.HasBegun(ligne) ? ligne.Montant : Montant.Zero;
                ahead -= part.HasBegun(ligne) ? Montant.Zero : ligne.Montant;
            }
        }

        Tell(soFar, Retenue);
        Tell(-soFar, RetenueRendue);
        Tell(ahead, RetenueAVenir);
        Tell(-ahead, RetenueRendueAVenir);
    }

    private void Tell(Montant montant, MessagePartieType type)
    {
        if (montant > Montant.Zero)
        {
            parties.Add(new(type, montant));
        }
    }
}
