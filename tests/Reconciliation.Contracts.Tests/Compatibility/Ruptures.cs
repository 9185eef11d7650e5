using System.Text.Json.Nodes;

namespace Reconciliation.Contracts.Tests.Compatibility;

/// <summary>
/// What breaks clients between two versions of the description of the API. A new refusal is none: a client that does not know a code goes
/// by the status.
/// </summary>
internal static class Ruptures
{
    /// <summary>The breaks, each as a sentence that begins with the place.</summary>
    /// <param name="avant">The document before.</param>
    /// <param name="apres">The document after.</param>
    public static IReadOnlyList<string> Entre(JsonNode avant, JsonNode apres)
    {
        var schemas = new RupturesDeSchema(avant, apres);
        return [.. Membres(avant["paths"]).SelectMany(chemin => Membres(chemin.Value).SelectMany(methode =>
        {
            var lieu = $"{methode.Key.ToUpperInvariant()} {chemin.Key}";
            return apres["paths"]?[chemin.Key]?[methode.Key] is { } nouveau
                ? Appel(lieu, methode.Value!, nouveau, schemas)
                : [$"{lieu}: the call is gone"];
        }))];
    }

    private static IEnumerable<string> Appel(string lieu, JsonNode avant, JsonNode apres, RupturesDeSchema schemas) =>
    [
        .. (string?)avant["operationId"] == (string?)apres["operationId"] ? Array.Empty<string>() : [$"{lieu}: its operationId is another"],
        .. Portees(avant).Except(Portees(apres)).Select(p => $"{lieu}: the scope {p} no longer suffices"),
        .. Parametres(lieu, avant, apres, schemas),
        .. Corps(lieu, avant["requestBody"], apres["requestBody"], schemas),
        .. Reponses(lieu, avant["responses"], apres["responses"], schemas),
    ];

    private static IEnumerable<string> Parametres(string lieu, JsonNode avant, JsonNode apres, RupturesDeSchema schemas)
    {
        var (anciens, nouveaux) = (ParNom(avant), ParNom(apres));
        foreach (var (nom, nouveau) in nouveaux.Where(p => Requis(p.Value) && !(anciens.TryGetValue(p.Key, out var a) && Requis(a))))
        {
            yield return $"{lieu} {nom}: it is required";
        }

        foreach (var (nom, ancien) in anciens)
        {
            if (!nouveaux.TryGetValue(nom, out var nouveau))
            {
                yield return $"{lieu} {nom}: it is gone";
                continue;
            }

            foreach (var rupture in schemas.Entre($"{lieu} {nom}", ancien["schema"], nouveau["schema"], Sens.Entrant))
            {
                yield return rupture;
            }
        }

        static Dictionary<string, JsonNode> ParNom(JsonNode appel) =>
            (appel["parameters"] as JsonArray ?? []).ToDictionary(p => $"{(string)p!["in"]!} {(string)p["name"]!}", p => p!, StringComparer.Ordinal);

        static bool Requis(JsonNode parametre) => (bool?)parametre["required"] == true;
    }

    private static IEnumerable<string> Corps(string lieu, JsonNode? avant, JsonNode? apres, RupturesDeSchema schemas)
    {
        if (avant is null)
        {
            return (bool?)apres?["required"] == true ? [$"{lieu}: a body is required"] : [];
        }

        var exige = (bool?)avant["required"] != true && (bool?)apres?["required"] == true;
        return (exige ? new[] { $"{lieu}: a body is required" } : []).Concat(Contenus(lieu + " body", avant, apres, schemas, Sens.Entrant));
    }

    private static IEnumerable<string> Reponses(string lieu, JsonNode? avant, JsonNode? apres, RupturesDeSchema schemas)
    {
        foreach (var (statut, reponse) in Membres(avant).Where(r => r.Key[0] != '4' && r.Key[0] != '5'))
        {
            if (apres?[statut] is not { } nouvelle)
            {
                yield return $"{lieu}: it no longer answers {statut}";
                continue;
            }

            foreach (var rupture in Contenus($"{lieu} {statut}", reponse, nouvelle, schemas, Sens.Sortant)
                .Concat(Membres(reponse!["headers"]).Where(h => nouvelle["headers"]?[h.Key] is null).Select(h => $"{lieu} {statut} {h.Key}: it is gone")))
            {
                yield return rupture;
            }
        }

        foreach (var statut in Membres(apres).Select(r => r.Key).Where(s => s[0] == '2' && avant?[s] is null))
        {
            yield return $"{lieu}: it may answer {statut}";
        }
    }

    private static IEnumerable<string> Contenus(string lieu, JsonNode? avant, JsonNode? apres, RupturesDeSchema schemas, Sens sens) =>
        Membres(avant?["content"]).SelectMany(c => apres?["content"]?[c.Key] is { } nouveau
            ? schemas.Entre($"{lieu} {c.Key}", c.Value!["schema"], nouveau["schema"], sens)
            : [$"{lieu}: {c.Key} is gone"]);

    private static IEnumerable<string> Portees(JsonNode appel) =>
        (appel["security"] as JsonArray ?? []).SelectMany(s => Membres(s)).SelectMany(s => s.Value!.AsArray().Select(p => (string)p!));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Membres(JsonNode? noeud) => noeud as JsonObject ?? [];
}
