using System.Text;

namespace Reconciliation.Domain;

/// <summary>Writes what the member is told of a soin: two plain French sentences at most, which never blame and never promise more
/// than the facts.</summary>
/// <param name="c">What the facts say.</param>
/// <param name="situation">The verdict.</param>
/// <param name="textes">Names and numbers.</param>
internal sealed class Message(Constat c, Situation situation, TextesMembre textes)
{
    private const string NomRo = "l'assurance maladie";
    private const string NomComplementaire = "votre complémentaire santé";

    // Written in one place, and one at a time: pieces put together would be most of what judging a soin allocates.
    [ThreadStatic]
    private static StringBuilder? _tampon;

    private readonly StringBuilder _texte = (_tampon ??= new()).Clear();

    public string Rediger() => situation switch
    {
        Situation.Conteste =>
            $"Un paiement de ce soin nous est parvenu avec deux contenus différents et est en cours de vérification. Pour toute question, {textes.Contact}.",
        Situation.ARapprocher =>
            $"Plusieurs paiements de cette journée de soins, {c.TotalVerse} en tout, sont arrivés et sont en cours de rapprochement. Pour toute question, {textes.Contact}.",
        Situation.Annule =>
            $"Les paiements de ce soin ont été annulés : leur total est désormais de {Montant.Zero}. Pour toute question, {textes.Contact}.",
        Situation.Ecart => Arrives().Append($". {Ecart()} : {textes.Contact}.").ToString(),
        Situation.EnRetard => Arrives()
            .Append($". {PartManquante()} était attendue au plus tard le {Jour(c.Attente!.DernierJour)} et n'est pas encore arrivée : {textes.Contact}.")
            .ToString(),
        Situation.EnAttenteRo or Situation.EnAttenteComplementaire => Arrives()
            .Append($". {PartManquante()} est attendue {Quand()} {LieuManquant()}{SelonLeCanal()} ; {Promesse()}.")
            .ToString(),
        _ => Arrives().Append($"{NonAttendue()}. {Total()}.").ToString(),
    };

    // What has arrived, part by part.
    private StringBuilder Arrives()
    {
        if (EnUnVersementAuMembre())
        {
            _texte.Append($"Vos deux remboursements sont arrivés en un seul versement le {Jour(c.Ro.Principal!.PayeLe)} : ")
                .Append($"{c.Ro.Brut} de {NomRo} ({VisibleRo()}) et {c.Complementaire.Brut} de {NomComplementaire} ({VisibleComplementaire()})");
            return _texte.Append(Retenues());
        }

        var versements = (EstVersee(c.Ro) ? 1 : 0) + (EstVersee(c.Complementaire) ? 1 : 0);
        if (versements > 0)
        {
            _texte.Append($"{Entete(versements)} : ");
            Verser(c.Ro, NomRo, VisibleRo());
            _texte.Append(versements == 2 ? " et " : "");
            Verser(c.Complementaire, NomComplementaire, VisibleComplementaire());
        }

        Excuser(c.Ro, NomRo);
        Excuser(c.Complementaire, NomComplementaire);
        if (_texte.Length > 0)
        {
            _texte[0] = char.ToUpperInvariant(_texte[0]);
        }

        return _texte.Append(Retenues());
    }

    // Of one transfer to the professional, or with a part of 0,00 €, the member received no two refunds.
    private bool EnUnVersementAuMembre() => Jugement.EstUnique(c) && EstAuMembre(c.Ro) && EstAuMembre(c.Complementaire);

    private static bool EstAuMembre(PartDeSoin part) => part.Brut != Montant.Zero && part.Paiements.All(l => l.Destinataire == Destinataire.Assure);

    private static bool EstVersee(PartDeSoin part) => part is { EstLa: true, EstAnnulee: false } && part.Brut != Montant.Zero;

    // What a part paid, if it paid anything.
    private void Verser(PartDeSoin part, string nom, string visible)
    {
        if (!EstVersee(part))
        {
            return;
        }

        _texte.Append($"{part.Brut} de {nom}");
        if (part.Principal!.Destinataire == Destinataire.Professionnel)
        {
            _texte.Append($", {Accord(part.Brut, "versé", "versés")} au professionnel de santé");
        }

        _texte.Append($" le {Jour(part.Principal.PayeLe)} ({visible})");
    }

    // Why a part that came pays nothing.
    private void Excuser(PartDeSoin part, string nom)
    {
        if (part.EstLa && !EstVersee(part))
        {
            _texte.Append(_texte.Length > 0 ? " ; " : "")
                .Append(part.EstAnnulee ? $"le paiement de {nom} a été annulé" : $"aucun remboursement n'est dû par {nom}");
        }
    }

    private string Entete(int versements)
    {
        var auProfessionnel = (EstAuProfessionnel(c.Ro) ? 1 : 0) + (EstAuProfessionnel(c.Complementaire) ? 1 : 0);
        var attendu = situation is Situation.EnAttenteRo or Situation.EnAttenteComplementaire or Situation.EnRetard;
        return (versements, auProfessionnel) switch
        {
            (2, 0) => "vos deux remboursements sont arrivés",
            (2, 2) => "les deux parts de ce soin ont été réglées en tiers payant",
            (2, _) => "les deux parts de ce soin sont arrivées",
            (_, 0) => attendu ? "un premier remboursement est arrivé" : "votre remboursement est arrivé",
            _ => attendu ? "une première part de ce soin a été réglée en tiers payant" : "ce soin a été réglé en tiers payant",
        };
    }

    private static bool EstAuProfessionnel(PartDeSoin part) =>
        part.Brut != Montant.Zero && part.Principal is { Destinataire: Destinataire.Professionnel };

    private string Retenues()
    {
        var retenues = c.Ro.Retenues + c.Complementaire.Retenues;
        return retenues == Montant.Zero
            ? ""
            : $" ; {retenues} {Accord(retenues, "a été retenu", "ont été retenus")} au titre de la participation forfaitaire ou des franchises";
    }

    // Why the other part of a complete soin is not there.
    private string NonAttendue()
    {
        if (!c.Complementaire.EstLa)
        {
            return c.Soin.Ro.Where(l => l.Nature == Nature.Paiement).Select(l => l.Complementaire).Min() switch
            {
                Complementaire.Mgen => $" ; il ne reste rien à rembourser par {NomComplementaire}",
                Complementaire.Autre => " ; la part complémentaire relève d'un autre organisme",
                _ => " ; aucune part complémentaire n'est attendue",
            };
        }

        return c.Ro.EstLa ? ""
            : c.Soin.Complementaire.Any(l => l.RegimeObligatoire == RegimeObligatoire.Mgen)
                ? $" ; aucun remboursement de {NomRo} n'est attendu pour ce soin"
                : $" ; la part de {NomRo} relève d'un autre organisme";
    }

    private string Total()
    {
        var net = c.Ro.Retenues + c.Complementaire.Retenues == Montant.Zero
            ? ""
            : $", soit {c.Valeur - c.Ro.Retenues - c.Complementaire.Retenues} nets des retenues";
        return c.Inchange == true
            ? $"Le montant total de vos remboursements, {c.Valeur}, reste inchangé{net}"
            : $"Le montant total de vos remboursements est de {c.Valeur}{net}";
    }

    private string Promesse() => c.RoManque && c.RoAnnonce is null
        ? "le montant total de vos remboursements reste inchangé"
        : c.ComplementaireManque
            ? $"le montant total de vos remboursements, au moins {c.Valeur}, reste inchangé"
            : $"le montant total de vos remboursements, {c.Valeur}, reste inchangé";

    private string Ecart() => c.TotalVerse > c.Depense
        ? $"Le total versé, {c.TotalVerse}, dépasse le montant du soin, {c.Depense}"
        : $"L'assurance maladie a versé {c.Ro.Brut} alors que {string.Join(" ou ", c.RoDeclare)} {Accord(c.RoDeclare.Max(), "était annoncé", "étaient annoncés")}";

    private string PartManquante() => c.RoManque
        ? $"La part de {NomRo}{(c.RoAnnonce is { } annonce ? $", {annonce}," : "")}"
        : $"La part de {NomComplementaire}{(c.ComplementaireEstime is { Cents: > 0 } estime ? $", au moins {estime}," : "")}";

    private string Quand()
    {
        var (premier, dernier) = (Paris.Jour(c.Attente!.Du), c.Attente.DernierJour);
        return premier >= dernier ? $"le {Jour(dernier)}" : $"entre le {Jour(premier)} et le {Jour(dernier)}";
    }

    private string SelonLeCanal()
    {
        var canal = (c.RoManque ? c.Complementaire.Principal : c.Ro.Principal)!.Canal;
        return canal == Canal.FeuilleDeSoins ? " (avec une feuille de soins, le délai peut varier)" : "";
    }

    private string LieuManquant() => c.RoManque ? SurRo() : $"sur {textes.SiteComplementaire}";

    private string VisibleRo() => Jugement.LieuDuRo(c) == VisibleSur.Courrier ? "relevé envoyé par courrier" : $"visible sur {textes.SiteRo}";

    private string VisibleComplementaire() => $"visible sur {textes.SiteComplementaire}";

    private string SurRo() => Jugement.LieuDuRo(c) == VisibleSur.Courrier ? "avec un relevé par courrier" : $"sur {textes.SiteRo}";

    // In French the plural begins at two.
    private static string Accord(Montant montant, string singulier, string pluriel) =>
        montant.Cents is > -200 and < 200 ? singulier : pluriel;

    private static string Jour(DateOnly jour) => Paris.EnToutesLettres(jour);
}
