using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;
using Reconciliation.Hosting;

namespace Reconciliation.Api;

/// <summary>Reads what agents ask of the quarantine. Their reason is judged by the use case.</summary>
internal static class ReplayBodies
{
    public static ReadOnlyMemory<byte>? Bytes(this DemandeDeRejeu request) =>
        request.Corps is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } body
            ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(body.GetRawText())
            : null;

    public static Task<(DemandeDeRejeu? Request, IResult? Probleme)> ReadOneAsync(HttpRequest query, CancellationToken cancellationToken) =>
        JsonBodies.ReadAsync(query, ContratsJson.Lisible.DemandeDeRejeu, cancellationToken, optional: true);

    public static async Task<(DemandeDeRejeux? Request, IResult? Probleme)> ReadManyAsync(
        HttpRequest query, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBodies.ReadAsync(query, ContratsJson.Lisible.DemandeDeRejeux, cancellationToken);
        problem ??= (request!.Messages, request.Filtre) switch
        {
            (null, null) or (not null, not null) => Problems.ParameterInvalid("messages", "soit des messages, soit un filtre."),
            ({ Count: 0 or > Limites.RejeuxMax }, null) => Problems.ParameterInvalid("messages", $"de 1 à {Limites.RejeuxMax} messages."),
            ({ } messages, null) when messages.Any(m => m is null) => Problems.ParameterInvalid("messages", "des objets JSON."),
            (null, { Regle: { } rule }) when !Regle.Motifs.ContainsKey(rule) =>
                Problems.ParameterInvalid("filtre.regle", "une règle du contrat."),
            (null, { Part: { } part }) when query.HttpContext.Parts().OfCode(part.Code) is null =>
                Problems.ParameterInvalid("filtre.part", "absent du contrat, ou d'un autre type."),
            (null, { Limite: < 1 or > Limites.RejeuxMax }) => Problems.ParameterInvalid("filtre.limite", $"de 1 à {Limites.RejeuxMax}."),
            _ => null,
        };
        return (problem is null ? request : null, problem);
    }
}
