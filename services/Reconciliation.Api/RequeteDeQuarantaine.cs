using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The filters of the list of messages in quarantine.</summary>
internal static class RequeteDeQuarantaine
{
    public static readonly ParametreDecrit[] Filtres =
    [
        new("etat", "Un état ou plusieurs, répétés ou séparés par des virgules : ouverte, rejouee, ecartee."),
        new("part", "ro ou complementaire."),
        new("regle", "Une règle, parmi celles du contrat."),
        new("origine", "Le nom de la file, ou http."),
        new("du", "Premier jour de réception, aaaa-mm-jj, à Paris."),
        new("au", "Dernier jour de réception, aaaa-mm-jj, à Paris."),
        ParametreDecrit.Limite("messages"),
        ParametreDecrit.Curseur,
    ];

    public static (RequeteQuarantaine? Requete, IResult? Probleme) Lire(HttpRequest http)
    {
        var parametres = new Parametres(http, [.. Filtres.Select(f => f.Nom)]);
        var regle = parametres.Identifiant("regle");
        if (regle is not null && !Regle.Motifs.ContainsKey(regle))
        {
            return (null, Problemes.ParametreInvalide("regle", "une règle du contrat."));
        }

        var requete = new RequeteQuarantaine(
            parametres.Valeurs<EtatQuarantaine>("etat"),
            parametres.Valeurs<PartDeLigne>("part") is [var part] ? part : null,
            regle,
            parametres.Identifiant("origine"),
            Parametres.Debut(parametres.Jour("du")),
            Parametres.Fin(parametres.Jour("au")),
            parametres.Curseur(Curseurs.LireNumero),
            parametres.Limite());
        return parametres.Probleme is { } probleme ? (null, probleme) : (requete, null);
    }
}
