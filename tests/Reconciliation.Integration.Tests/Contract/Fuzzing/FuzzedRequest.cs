using System.Net.Http.Headers;
using System.Text;

namespace Reconciliation.Integration.Tests.Contract.Fuzzing;

/// <summary>A request that can be sent again as it was.</summary>
/// <param name="Call">The call that it is meant for.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Token">The token; null: none.</param>
/// <param name="Headers">More headers.</param>
/// <param name="Body">The body and its type; null: none.</param>
internal sealed record FuzzedRequest(
    DescribedCall Call, string Target, string? Token, IReadOnlyList<(string Name, string Value)> Headers,
    (byte[] Bytes, string? Type)? Body)
{
    public HttpRequestMessage Message()
    {
        var message = new HttpRequestMessage(Call.Method, new Uri(Target, UriKind.Relative));
        message.Headers.Authorization = Token is null ? null : new AuthenticationHeaderValue("Bearer", Token);
        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (Body is { } body)
        {
            message.Content = new ByteArrayContent(body.Bytes);
            if (body.Type is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", body.Type);
            }
        }

        return message;
    }

    /// <summary>Enough of the request to tell it by.</summary>
    public override string ToString()
    {
        var body = Body is { } b ? $"\n  {b.Type}: {Encoding.UTF8.GetString(b.Bytes.AsSpan(0, Math.Min(600, b.Bytes.Length)))}" : "";
        return $"{Call.Method} {Target} {string.Join(", ", Headers)} {(Token is null ? "without a token" : "")}{body}";
    }
}
