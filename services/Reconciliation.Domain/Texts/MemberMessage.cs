using System.Text;

namespace Reconciliation.Domain;

/// <summary>Writes what the member is told of a soin: two plain French sentences at most, which never blame and never promise more
/// than the facts.</summary>
/// <param name="c">What the facts say.</param>
/// <param name="situation">The verdict.</param>
/// <param name="texts">Names and numbers.</param>
internal sealed class MemberMessage(PartsBalance c, Situation situation, MemberTexts texts)
{
    private const string RoName = "l'assurance maladie";
    private const string ComplementaireName = "votre complémentaire santé";

    // Characters of nearly every message.
    private const int CharacterCount = 384;

    // Written in one place: pieces put together would be most of what judging a soin allocates.
    private readonly StringBuilder _text = new(CharacterCount);

    public string Compose() => situation switch
    {
        Situation.Conteste =>
            $"Un paiement de ce soin nous est parvenu avec deux contenus différents et est en cours de vérification. Pour toute question, {texts.Contact}.",
        Situation.ARapprocher =>
            $"Plusieurs paiements de cette journée de soins, {c.TotalPaid} en tout, sont arrivés et sont en cours de rapprochement. Pour toute question, {texts.Contact}.",
        Situation.Annule =>
            $"Les paiements de ce soin ont été annulés : leur total est désormais de {Montant.Zero}. Pour toute question, {texts.Contact}.",
        Situation.Ecart => Arrived().Append($". {Ecart()} : {texts.Contact}.").ToString(),
        Situation.EnRetard => Arrived()
            .Append($". {MissingPart()} était attendue au plus tard le {Day(c.Expectation!.LastDay)} et n'est pas encore arrivée : {texts.Contact}.")
            .ToString(),
        Situation.EnAttenteRo or Situation.EnAttenteComplementaire => Arrived()
            .Append($". {MissingPart()} est attendue {When()} {MissingPlace()}{ByCanal()} ; {Promise()}.")
            .ToString(),
        _ => Arrived().Append($"{IsNotExpected()}. {Total()}.").ToString(),
    };

    // What has arrived, part by part.
    private StringBuilder Arrived()
    {
        if (InOnePaymentToTheMember())
        {
            _text.Append($"Vos deux remboursements sont arrivés en un seul versement le {Day(c.Ro.Principal!.PayeLe)} : ")
                .Append($"{c.Ro.Raw} de {RoName} ({RoVisible()}) et {c.Complementaire.Raw} de {ComplementaireName} ({ComplementaireVisible()})");
            return Others().Append(Retenues());
        }

        var versements = (IsPaid(c.Ro) ? 1 : 0) + (IsPaid(c.Complementaire) ? 1 : 0);
        if (versements > 0)
        {
            _text.Append($"{Head(versements)} : ");
            Pay(c.Ro, RoName, RoVisible());
            _text.Append(versements == 2 ? " et " : "");
            Pay(c.Complementaire, ComplementaireName, ComplementaireVisible());
        }

        Excuse(c.Ro, RoName);
        Excuse(c.Complementaire, ComplementaireName);
        if (_text.Length > 0)
        {
            _text[0] = char.ToUpperInvariant(_text[0]);
        }

        return Others().Append(Retenues());
    }

    // What parts without rules of their own paid, by the name that each was registered with.
    private StringBuilder Others()
    {
        if (c.Autres.Principal is not { } principal)
        {
            return _text;
        }

        var names = $"({string.Join(", ", c.Soin.Autres.Select(l => l.Id.Part).Distinct().Select(p => p.Label))})";
        var isAlone = !c.Ro.IsThere && !c.Complementaire.IsThere;
        if (!IsPaid(c.Autres))
        {
            return isAlone ? _text.Append($"Aucun remboursement n'est dû {names}") : _text;
        }

        _text.Append(isAlone ? "Un remboursement est arrivé : " : $" ; {Agreement(c.Autres.Raw, "s'y ajoute", "s'y ajoutent")} ")
            .Append($"{c.Autres.Raw} {names}");
        if (principal.Destinataire == Destinataire.Professionnel)
        {
            _text.Append($", {Agreement(c.Autres.Raw, "versé", "versés")} au professionnel de santé");
        }

        return _text.Append($" le {Day(principal.PayeLe)}");
    }

    // Of one transfer to the professional, or with a part of 0,00 €, the member received no two refunds.
    private bool InOnePaymentToTheMember() => Jugement.IsUnique(c) && IsToMember(c.Ro) && IsToMember(c.Complementaire);

    private static bool IsToMember(SoinPart part) => part.Raw != Montant.Zero && part.Paiements.All(l => l.Destinataire == Destinataire.Assure);

    private static bool IsPaid(SoinPart part) => part is { IsThere: true, IsAnnulee: false } && part.Raw != Montant.Zero;

    // What a part paid, if it paid anything.
    private void Pay(SoinPart part, string name, string visible)
    {
        if (!IsPaid(part))
        {
            return;
        }

        _text.Append($"{part.Raw} de {name}");
        if (part.Principal!.Destinataire == Destinataire.Professionnel)
        {
            _text.Append($", {Agreement(part.Raw, "versé", "versés")} au professionnel de santé");
        }

        _text.Append($" le {Day(part.Principal.PayeLe)} ({visible})");
    }

    // Why a part that came pays nothing.
    private void Excuse(SoinPart part, string name)
    {
        if (part.IsThere && !IsPaid(part))
        {
            _text.Append(_text.Length > 0 ? " ; " : "")
                .Append(part.IsAnnulee ? $"le paiement de {name} a été annulé" : $"aucun remboursement n'est dû par {name}");
        }
    }

    private string Head(int versements)
    {
        var auProfessionnel = (IsToProfessionnel(c.Ro) ? 1 : 0) + (IsToProfessionnel(c.Complementaire) ? 1 : 0);
        var expected = situation is Situation.EnAttenteRo or Situation.EnAttenteComplementaire or Situation.EnRetard;
        return (versements, auProfessionnel) switch
        {
            (2, 0) => "vos deux remboursements sont arrivés",
            (2, 2) => "les deux parts de ce soin ont été réglées en tiers payant",
            (2, _) => "les deux parts de ce soin sont arrivées",
            (_, 0) => expected ? "un premier remboursement est arrivé" : "votre remboursement est arrivé",
            _ => expected ? "une première part de ce soin a été réglée en tiers payant" : "ce soin a été réglé en tiers payant",
        };
    }

    private static bool IsToProfessionnel(SoinPart part) =>
        part.Raw != Montant.Zero && part.Principal is { Destinataire: Destinataire.Professionnel };

    private string Retenues()
    {
        var retenues = c.Retenues;
        return retenues == Montant.Zero
            ? ""
            : $" ; {retenues} {Agreement(retenues, "a été retenu", "ont été retenus")} au titre de la participation forfaitaire ou des franchises";
    }

    // Why the other part of a complete soin is not there.
    private string IsNotExpected()
    {
        if (!c.Ro.IsThere && !c.Complementaire.IsThere)
        {
            return "";
        }

        if (!c.Complementaire.IsThere)
        {
            return c.Soin.Ro.Where(l => l.Nature == Nature.Paiement).Select(l => l.Complementaire).Min() switch
            {
                Complementaire.Mgen => $" ; il ne reste rien à rembourser par {ComplementaireName}",
                Complementaire.Autre => " ; la part complémentaire relève d'un autre organisme",
                _ => " ; aucune part complémentaire n'est attendue",
            };
        }

        return c.Ro.IsThere ? ""
            : c.Soin.Complementaire.Any(l => l.RegimeObligatoire == RegimeObligatoire.Mgen)
                ? $" ; aucun remboursement de {RoName} n'est attendu pour ce soin"
                : $" ; la part de {RoName} relève d'un autre organisme";
    }

    private string Total()
    {
        var net = c.Retenues == Montant.Zero
            ? ""
            : $", soit {c.Value - c.Retenues} nets des retenues";
        return c.Inchange == true
            ? $"Le montant total de vos remboursements, {c.Value}, reste inchangé{net}"
            : $"Le montant total de vos remboursements est de {c.Value}{net}";
    }

    private string Promise() => c.IsRoMissing && c.RoAnnounced is null
        ? "le montant total de vos remboursements reste inchangé"
        : c.IsComplementaireMissing
            ? $"le montant total de vos remboursements, au moins {c.Value}, reste inchangé"
            : $"le montant total de vos remboursements, {c.Value}, reste inchangé";

    private string Ecart() => c.TotalPaid > c.Depense
        ? $"Le total versé, {c.TotalPaid}, dépasse le montant du soin, {c.Depense}"
        : $"L'assurance maladie a versé {c.Ro.Raw} alors que {string.Join(" ou ", c.RoDeclared)} {Agreement(c.RoDeclared.Max(), "était annoncé", "étaient annoncés")}";

    private string MissingPart() => c.IsRoMissing
        ? $"La part de {RoName}{(c.RoAnnounced is { } annonce ? $", {annonce}," : "")}"
        : $"La part de {ComplementaireName}{(c.ComplementaireEstimated is { Cents: > 0 } estimated ? $", au moins {estimated}," : "")}";

    private string When()
    {
        var (first, last) = (Paris.Day(c.Expectation!.From), c.Expectation.LastDay);
        return first >= last ? $"le {Day(last)}" : $"entre le {Day(first)} et le {Day(last)}";
    }

    private string ByCanal()
    {
        var canal = (c.IsRoMissing ? c.Complementaire.Principal : c.Ro.Principal)!.Canal;
        return canal == Canal.FeuilleDeSoins ? " (avec une feuille de soins, le délai peut varier)" : "";
    }

    private string MissingPlace() => c.IsRoMissing ? OnRo() : $"sur {texts.SiteComplementaire}";

    private string RoVisible() => Jugement.PlaceOfRo(c) == VisibleSur.Courrier ? "relevé envoyé par courrier" : $"visible sur {texts.SiteRo}";

    private string ComplementaireVisible() => $"visible sur {texts.SiteComplementaire}";

    private string OnRo() => Jugement.PlaceOfRo(c) == VisibleSur.Courrier ? "avec un relevé par courrier" : $"sur {texts.SiteRo}";

    // In French the plural begins at two.
    private static string Agreement(Montant montant, string singular, string plural) =>
        montant.Cents is > -200 and < 200 ? singular : plural;

    private static string Day(DateOnly day) => Paris.InFull(day);
}
