using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>The filters of the list of messages in quarantine.</summary>
internal static class QuarantaineQuery
{
    public static readonly DescribedParameter[] Filters =
    [
        new("etat", "Un état ou plusieurs, répétés ou séparés par des virgules : ouverte, rejouee, ecartee."),
        new("part", "ro ou complementaire."),
        new("regle", "Une règle, parmi celles du contrat."),
        new("origine", "Le nom de la file, ou http."),
        new("du", "Premier jour de réception, aaaa-mm-jj, à Paris."),
        new("au", "Dernier jour de réception, aaaa-mm-jj, à Paris."),
        DescribedParameter.Limit("messages"),
        DescribedParameter.Cursor,
    ];

    public static (QuarantaineRequest? Query, IResult? Probleme) Read(HttpRequest http)
    {
        var parameters = new QueryParameters(http, [.. Filters.Select(f => f.Name)]);
        var rule = parameters.Identifier("regle");
        if (rule is not null && !Regle.Motifs.ContainsKey(rule))
        {
            return (null, Problems.ParameterInvalid("regle", "une règle du contrat."));
        }

        var query = new QuarantaineRequest(
            parameters.Values<EtatQuarantaine>("etat"),
            parameters.Part("part", http.HttpContext.Parts()),
            rule,
            parameters.Identifier("origine"),
            QueryParameters.StartOfDay(parameters.Day("du")),
            QueryParameters.End(parameters.Day("au")),
            parameters.Cursor(Cursors.ReadNumber),
            parameters.Limit());
        return parameters.Probleme is { } problem ? (null, problem) : (query, null);
    }
}
