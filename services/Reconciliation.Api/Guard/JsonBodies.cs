using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Reconciliation.Api;

/// <summary>Reads a body that is one JSON object of the contract.</summary>
internal static class JsonBodies
{
    /// <summary>The object, or the problem of the body; neither where it may be empty and is.</summary>
    /// <param name="query">The request.</param>
    /// <param name="type">The type of the object.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="optional">Whether the body may be empty.</param>
    public static async Task<(T? Request, IResult? Probleme)> ReadAsync<T>(
        HttpRequest query, JsonTypeInfo<T> type, CancellationToken cancellationToken, bool optional = false)
        where T : class
    {
        if (await PaymentBodies.ReadBody(query, cancellationToken) is not { } body)
        {
            return (null, Problems.BodyTooLarge());
        }

        if (optional && body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return (null, null);
        }

        if (PaymentBodies.Format(query.ContentType) is not PaymentBodies.BodyFormat.Json)
        {
            return (null, Problems.MediaTypeUnsupported());
        }

        // Bytes that are no text would be stored as another text.
        if (!Utf8.IsValid(body.Span))
        {
            return (null, Problems.JsonInvalid());
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.Deserialize(type) is { } request
                ? (request, null)
                : (null, Problems.ParameterInvalid("corps", "un objet JSON."));
        }
        catch (JsonException e)
        {
            return (
                null,
                e.Path is { Length: > 2 } path
                    ? Problems.ParameterInvalid(Problems.Short(path[2..]), "absent du contrat, ou d'un autre type.")
                    : Problems.JsonInvalid());
        }
    }
}
